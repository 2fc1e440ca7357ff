"""Limits of the MC4 controller, shared by the firmware generator and the test bench.

Do not edit the generated header; edit this file and run gen_header.py. Owner: Ines Salgado."""

# speeds in km/h
FADE_START_KMH = 23.8
CUTOFF_KMH = 25.0
WALK_MAX_KMH = 5.5

# currents in ampere
PHASE_CONT_A = 21
PHASE_PEAK_A = 34
REGEN_MAX_A = 6.0

# temperatures in degrees Celsius
DERATE_START_C = 95
MOTOR_OFF_C = 112
CONNECTOR_LIMIT_C = 78

# times in milliseconds
PEDAL_STOP_MS = 120
BRAKE_STOP_MS = 80
WATCHDOG_MS = 35
ERROR_LOG_ENTRIES = 64

# The wheel sizes are the rolling circumference in millimetres, measured with a rider of 75 kg.
WHEEL_MM = {"20x2.15": 1590, "26x2.0": 2055, "28x1.75": 2200, "29x2.1": 2288}


def derated_current(temp_c: float) -> float:
    """Return the permitted phase current for a MOSFET temperature; falls linearly to zero at MOTOR_OFF_C."""
    if temp_c <= DERATE_START_C:
        return PHASE_CONT_A
    if temp_c >= MOTOR_OFF_C:
        return 0.0
    return PHASE_CONT_A * (MOTOR_OFF_C - temp_c) / (MOTOR_OFF_C - DERATE_START_C)


def regen_allowed(soc: float, cell_temp_c: float) -> bool:
    """Recuperation only if the battery is below 90 per cent and warmer than 3 degrees."""
    return soc < 0.90 and cell_temp_c > 3.0


def crc8(data: bytes, poly: int = 0x2F, init: int = 0xFF) -> int:
    """Checksum of the CAN messages (AUTOSAR polynomial)."""
    crc = init
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ poly) & 0xFF if crc & 0x80 else (crc << 1) & 0xFF
    return crc

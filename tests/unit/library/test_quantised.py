"""Vectors in a byte a number: the direction stays, a changed byte is noticed, what has no direction is nothing."""

import numpy as np
import pytest

from uniconv_edge.library.quantised import Quantised, is_stored, quantised

DIMS = 768


def unit_vectors(count: int, seed: int = 1) -> np.ndarray:
    matrix = np.random.default_rng(seed).standard_normal((count, DIMS)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def test_cosines_are_those_of_the_float_vectors_within_their_error() -> None:
    matrix = unit_vectors(1_000)
    kept, query = Quantised.of(matrix), unit_vectors(1, 2)[0]
    differences = kept.cosines(query) - matrix @ query
    assert np.abs(differences).max() < 2e-3
    assert differences.std() < 4e-4
    assert np.linalg.norm(kept.matrix(), axis=1) == pytest.approx(np.ones(1_000), abs=1e-5)
    assert kept.cosines(query) == pytest.approx(kept.matrix() @ query, abs=1e-5)


def test_a_vector_takes_a_byte_a_number_and_four_and_is_read_as_it_was_stored() -> None:
    kept = Quantised.of(unit_vectors(300))
    again = Quantised.read(kept.stored(), DIMS)
    assert {len(each) for each in kept.stored()} == {DIMS + 4}
    assert again.stored() == kept.stored()
    assert Quantised.of(again.matrix()).stored() == kept.stored()
    assert again[np.array([7, 2])].stored() == [kept.stored()[7], kept.stored()[2]]


def test_equal_vectors_stay_equal_wherever_they_stand() -> None:
    kept = Quantised.of(np.repeat(unit_vectors(1), 700, axis=0))
    assert len(set(kept.stored())) == 1
    assert np.ptp(kept.cosines(unit_vectors(1, 2)[0])) < 1e-6


def test_a_changed_byte_is_noticed_unless_it_is_a_sign_alone() -> None:
    [stored] = Quantised.of(unit_vectors(1)).stored()
    assert Quantised.read([stored], DIMS).sound().all()
    for place in range(len(stored)):
        for changed in (stored[place] ^ 1, stored[place] ^ 128):
            damaged = stored[:place] + bytes([changed]) + stored[place + 1 :]
            sign_alone = place < DIMS and stored[place] + changed == 256
            assert bool(Quantised.read([damaged], DIMS).sound()[0]) == sign_alone, (place, changed)


@pytest.mark.parametrize("number", [0.0, np.nan, np.inf, 1e-42])
def test_of_what_points_nowhere_nothing_is_kept(number: float) -> None:
    matrix = np.full((2, 8), number, np.float32)
    matrix[1] = np.eye(8)[3]
    kept = Quantised.of(matrix)
    assert kept.sound().tolist() == [False, True]
    assert kept.matrix().tolist() == [[0.0] * 8, np.eye(8)[3].tolist()]


@pytest.mark.parametrize("stored", [b"", b"\1" * DIMS, "text", None, 7])
def test_what_has_another_length_is_refused(stored: object) -> None:
    assert not is_stored(stored, DIMS)
    with pytest.raises(ValueError, match="wrong length"):
        Quantised.read([stored], DIMS)


def test_no_vectors_are_no_trouble() -> None:
    none = Quantised.of(np.empty((0, DIMS), np.float32))
    assert none.cosines(unit_vectors(1)[0]).shape == (0,)
    assert none.stored() == Quantised.read([], DIMS).stored() == []


def test_a_vector_of_before_becomes_what_would_be_stored_now_and_damage_stays_damage() -> None:
    [vector] = unit_vectors(1)
    assert quantised(vector.astype("<f4").tobytes()) == Quantised.of(vector[None]).stored()[0]
    for other in (2 * vector, vector * np.nan, 0 * vector):
        assert not Quantised.read([quantised(other.astype("<f4").tobytes())], DIMS).sound()[0]
    for value in (b"", b"\0" * 7, "text", None, 1.5):
        assert quantised(value) == value

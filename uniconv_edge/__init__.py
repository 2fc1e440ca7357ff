"""uniconv-edge: ask your own documents, in conversation, offline, with one small model that finds and answers."""

import os

__version__ = "0.1.0"

# onnxruntime (seen in 1.32) otherwise reports to its maker from native code, and writes an identifier of the device
# into the cache folder. It reads this when it is loaded, so it is said before anything else of the package is.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

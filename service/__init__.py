"""argmap: an article goes in, its argument map comes out. Rooms and their order: docs/design.md."""

import os

# onnxruntime reports to its vendor and leaves an id in the home directory, unless this is set before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

"""The review: found wires, dust and scratches are judged, changed, added to and healed."""

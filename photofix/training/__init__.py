"""How every built-in weight was made: photographs, degradations and one recipe per model."""

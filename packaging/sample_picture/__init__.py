"""The rendered landscape that is PhotoFix's sample picture."""

"""The five systems: what they are made of, how they behave, what happened to them."""

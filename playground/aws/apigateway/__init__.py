"""API Gateway with what moto lacks: emptying a stage's cache, and trying a method."""

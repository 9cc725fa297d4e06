"""What the use cases need of the outside world, each small."""

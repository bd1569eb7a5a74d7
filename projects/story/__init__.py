"""What a script says of its people and places from scene to scene: read, carried forward and checked. Pure."""

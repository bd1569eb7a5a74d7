"""What people do in a shot: blocking, acts, contacts, faces and lips over time."""

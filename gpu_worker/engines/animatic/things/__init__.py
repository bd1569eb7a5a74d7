"""Things: props in hands, and inserts that show them close."""

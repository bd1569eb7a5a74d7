"""Bodies: skeleton, trunk, limbs, hands, and the order in which a person is drawn."""

"""What can be done with afternoons, invitations, answers and the register."""

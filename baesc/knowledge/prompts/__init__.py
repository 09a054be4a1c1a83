"""What a model is asked, in words."""

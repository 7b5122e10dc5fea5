"""并案征求意见: what the first proposers say to a merge, where the county asks them."""

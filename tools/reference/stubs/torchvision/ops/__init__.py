RoIAlign = None

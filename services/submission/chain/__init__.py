"""选题成果链: topic → booking → proposal → reply → outcome → topic, followed both ways."""

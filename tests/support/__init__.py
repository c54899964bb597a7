"""What several tests share: loopback servers, builders of values, peers."""

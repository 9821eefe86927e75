"""Large language models: where they are, what they are asked over the network, what they answered."""

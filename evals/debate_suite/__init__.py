"""The suite of debates: articles with layers and gold, engines that make debates of them, and their scores."""

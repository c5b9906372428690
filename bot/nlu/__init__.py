"""Our components of Rasa's NLU graph, in the order in which `config.yml` uses them."""

"""Words in, words out: parsing the command line, calling verbs, showing what they say."""

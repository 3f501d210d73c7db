"""The nouns of the library. What is public of them is in `puv.__all__`; `puv.Session` has the verbs."""

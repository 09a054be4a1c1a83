"""Asking a language model: the `openai` SDK against any server that speaks chat completions.

`OpenAICompleter` is the whole of it; see `client`.
"""

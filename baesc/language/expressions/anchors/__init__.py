"""Anchors: whether an expression speaks of what a sentence speaks of, and of nothing else.

Numbers, signs, names and values of the sentence are to be found in the expression, and the other
way round. That an expression passes proves little; one that does not pass says something else.
"""

"""What we talk about: frozen models and pure rules.

Rule of the room: no clock, randomness, environment or network; where one is needed it is an argument.
The only bytes read are this package's own dated data files (`catalogue/`), which are as constant as code.
"""

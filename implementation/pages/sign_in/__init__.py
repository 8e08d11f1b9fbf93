"""How people sign in: passwords with a second factor, the company's provider, codes by e-mail for customers.

django-allauth does the work; here is what it is told: who may, by which way, and which of its routes exist.
"""

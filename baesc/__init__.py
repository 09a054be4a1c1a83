"""A compiler for business applications: entity specs in, a tested application out."""

__version__ = "0.1.0"

"""SQLAlchemy tables, revisions and queries."""

"""Fetch safely and read feeds, sitemaps and pages: untrusted bytes in, bounded values or a named reason out."""

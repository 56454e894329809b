"""Teach one small encoder of Chinese and English what larger ones know."""

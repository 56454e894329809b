"""The web: workspace, portal, auditors' page, and the routes that serve them."""

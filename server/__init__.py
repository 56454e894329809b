"""The composition root: settings, gate, pipeline, workers, migrations, command line."""

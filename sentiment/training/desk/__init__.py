"""Learning on the job: from what agents of a desk corrected and resolved."""

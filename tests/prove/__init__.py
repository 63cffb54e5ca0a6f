"""The long proofs, each with a control that must fail: python -m tests.prove [NAME] [--seed N]."""

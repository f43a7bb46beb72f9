"""Lambda with revision ids, real version numbers, alias rules, policies by qualifier and provisioned concurrency."""

"""PURE RULES: statuses, eligibility, pricing, links, money; standard library only, no await."""

"""Services that messages go to: one module each behind the protocol of ``protocol``; none imports another.

A connector sends once and says what happened. It keeps no state, retries nothing and decides nothing: retries, order
and reconciliation belong to the outbox (INTEGRATIONS section 2).
"""

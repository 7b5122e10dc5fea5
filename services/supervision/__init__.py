"""supervision (全覆盖督办): who watches each proposal, by when it is due, whether the member accepts the reply."""

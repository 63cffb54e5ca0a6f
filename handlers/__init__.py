"""TELEGRAM IN: an update becomes one service call and one reply; decides nothing, knows no rows."""

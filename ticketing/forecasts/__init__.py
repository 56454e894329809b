"""How likely a promise is to be missed, and how often such forecasts came true."""

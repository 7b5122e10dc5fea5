"""承办单位: who handles."""

"""The signed API for partners: JSON in, JSON out; what a message does is services/signed_api."""

"""A local Gmail and Google OAuth on a real socket, as strict as the real ones are known to be."""

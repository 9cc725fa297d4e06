"""Pure rules: who is reminded, called or left alone, and whether a plan is safe."""

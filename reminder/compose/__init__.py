"""From a notice to a written mail: templates, the facts that they may use, and the check of both."""

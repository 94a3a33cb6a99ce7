"""The desk in a real browser: Debian's Chromium, moved by Playwright."""

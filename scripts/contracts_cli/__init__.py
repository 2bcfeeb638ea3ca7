"""`lianlu contracts`: what a developer of the rules works with, from an edited source to code that members voted on."""

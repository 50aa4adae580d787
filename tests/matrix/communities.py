LINES = []
MAKERS = {}
SAMPLES = {}

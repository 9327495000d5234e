"""Messages: a template filled from the record becomes one structure, and that becomes text for each place.

``drafts`` makes a draft; ``templates`` and ``team_templates`` hold its words, ``fields`` and ``sources`` what fills
them, ``message`` its formats, ``mail``, ``rich`` and ``qr`` its carriers. ``honesty`` holds it against the record
before it leaves, ``known`` afterwards. ``places`` and ``reach`` say where it goes, ``announce`` what waits to be told.
"""

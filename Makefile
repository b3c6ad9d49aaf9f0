# Two commands do everything: `make course` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN = .venv/bin
DATA ?= scenes
# A value as one word of the shell, whatever blanks and quotes it holds.
quoted = '$(subst ','\'',$(1))'

.PHONY: course test quick setup notebooks languages lab page app lint book pictures bench bench-scenes table bench-live fuzz bench-hostile bench-fashion grade-demo release student-release publish colab dated oldest scenes-checkpoint photos-checkpoint clean help

course: setup  ## run every lesson, train the scenes captioner, write build/report.html
	$(BIN)/python course.py

test: setup  ## all tests, the examiners of the checks included, side by side
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

quick: setup  ## the tests without box, browser, kills and trainings: some minutes
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not (box or browser or kill or slow or training)" $(ARGS)

setup: .venv/ready
.venv/ready: pyproject.toml setup_venv.py
	$(call quoted,$(PYTHON)) setup_venv.py

notebooks: setup  ## build all notebooks from their sources
	$(BIN)/python -m authoring

languages: setup  ## renew the catalogues of translations, count what is missing
	$(BIN)/python -m authoring.translate

lab: setup  ## open the student notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks

page: setup  ## the captioner as one page that runs anywhere: build/captioner.html
	$(BIN)/python -m helpers.live build/captioner.html

app: setup  ## the demo: caption pictures in a browser, ARGS="--run runs/photos" too
	$(BIN)/python -m helpers.app $(ARGS)

lint: setup  ## style of the code, types of grading and authoring
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/python -m mypy

book: setup  ## the walkthrough, build/book/html: runs each lesson once, needs no network
	$(BIN)/python -m book.make

pictures: book  ## book/lesson.png, demo.png and live.png, by Chromium
	$(BIN)/python -m book.pictures

bench: setup  ## how fast, each case beside a plain recipe: DATA=scenes|FOLDER of photos
	$(BIN)/python -m bench.suite --data $(call quoted,$(DATA))

bench-scenes: setup  ## train the scenes captioner with 3 seeds, print the median
	$(BIN)/python -m bench.scenes

table: setup  ## five captioners, one table: DATA=scenes|flickr8k|FOLDER GRID= and CLIP= eyes
	$(BIN)/python -m bench.table --data $(call quoted,$(DATA)) $(if $(GRID),--grid $(call quoted,$(GRID))) $(if $(CLIP),--clip $(call quoted,$(CLIP)))

bench-live: setup  ## the page's captions beside PyTorch's, 1,000 scenes, every switch
	$(BIN)/python -m bench.live

fuzz: setup  ## 50,000 damaged files: each is read, or refused in a line
	$(BIN)/python -m bench.fuzz

bench-hostile: setup  ## grade a class with all hostile answers beside honest students
	$(BIN)/python -m bench.hostile

bench-fashion: setup  ## a small ViT on Fashion-MNIST against the plain recipe
	$(BIN)/python -m bench.fashion_mnist

grade-demo: setup  ## make a small class of right and wrong answers, and grade it
	$(BIN)/python -m grading.demo build/grade-demo

release: setup  ## lessons that work alone, the wheel, the grader: OUT=FOLDER
	$(BIN)/python -m authoring.release $(call quoted,$(OUT))

student-release: setup  ## what learners get, and nothing else: OUT=FOLDER REPO=its address
	$(BIN)/python -m authoring.release $(call quoted,$(OUT)) --students $(if $(REPO),--address $(call quoted,$(REPO)))

publish: setup  ## write an address into badges, links and cells: REPO=ADDRESS
	$(BIN)/python -m authoring.publish $(call quoted,$(REPO))

colab: setup  ## every notebook, answered, in Colab's versions: LESSONS="01 04" for some
	$(BIN)/python tests/colab/run.py $(LESSONS)

dated: setup  ## the same in Colab's dated runtime version that `doctor()` names
	$(BIN)/python tests/colab/run.py --dated $(LESSONS)

oldest: setup  ## the same in the oldest versions that we allow
	$(BIN)/python tests/colab/run.py --oldest $(LESSONS)

scenes-checkpoint: setup  ## remake helpers/scenes_captioner.safetensors
	$(BIN)/python -m bench.scenes --keep

photos-checkpoint: setup  ## remake helpers/photos_captioner.safetensors: PHOTOS=FOLDER
	$(BIN)/python -m bench.photos --keep $(if $(PHOTOS),--photos $(call quoted,$(PHOTOS)))
	$(BIN)/python -m bench.novelty --keep $(if $(PHOTOS),--photos $(call quoted,$(PHOTOS)))

clean:  ## remove what was built; the environment and what was downloaded stay
	find build -mindepth 1 -maxdepth 1 ! -name data -exec rm -rf {} + 2>/dev/null || true

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/:/' | column -t -s:

# nodeprobe: build, test and install. `make` alone lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
# Where `make run` listens.
ADDRESS ?= 127.0.0.1:9944
# More options for `swift build`, `swift test` or the agent that `make run` starts.
SWIFTFLAGS ?=
TESTFLAGS ?=
AGENTFLAGS ?=

# The Swift library goes inside, so that a node needs no toolchain; symbols stay out. Optimized for size, but for
# FleetKit, which reads reports (Package.swift): the agent then holds 0.8 MB less (PSS 7.9 MB against 8.7 MB), and its
# rounds cost the same.
release := -c release --static-swift-stdlib -Xswiftc -Osize -Xlinker -s \
  -Xlinker --version-script='$(CURDIR)/packaging/exports.map' $(SWIFTFLAGS)
built := .build/release
sources := Sources Probes Exporters Tests Package.swift

bin := $(PREFIX)/bin
libexec := $(PREFIX)/libexec/nodeprobe
doc := $(PREFIX)/share/doc/nodeprobe
units := $(PREFIX)/lib/systemd/system
users := $(PREFIX)/lib/sysusers.d
bash := $(PREFIX)/share/bash-completion/completions
zsh := $(PREFIX)/share/zsh/site-functions
fish := $(PREFIX)/share/fish/vendor_completions.d
# Documents by their places in the sources: so links among them lead somewhere where they are installed, too.
documents := LICENSE NOTICE README.md CHANGELOG.md CONTRIBUTING.md \
  $(wildcard docs/*.md docs/*.svg docs/schema/*.json) dashboards/alerts.yml dashboards/nodeprobe.json
examples := packaging/probe.yaml packaging/prometheus.yml packaging/kubernetes.yaml
# Every file that `install` makes, and so every file that `uninstall` removes.
installed := $(bin)/probe $(bin)/probe-fleet $(libexec)/probe-agent $(units)/nodeprobe.service \
  $(users)/nodeprobe.conf $(foreach program,probe probe-fleet, \
    $(bash)/$(program) $(zsh)/_$(program) $(fish)/$(program).fish) \
  $(addprefix $(doc)/,$(documents) $(notdir $(examples)))

# Folders that a machine may not have had before, inner ones first; removed where nothing else is in them.
folders := $(libexec) $(dir $(libexec)) $(addprefix $(doc)/,docs/schema docs dashboards) $(doc) \
  $(units) $(dir $(units)) $(users) $(bash) $(dir $(bash)) $(zsh) $(dir $(zsh)) $(fish) $(dir $(fish))

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help deps build-deps package-deps bench-deps toolchain build run test lab slurm containers systemd lint \
  format clean install uninstall deb

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20
	@echo "Variables: PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) ADDRESS=$(ADDRESS) AGENTFLAGS TESTFLAGS"

deps: ## Install the Debian packages that building and testing need (only what is missing)
	@packaging/deps.sh build test

build-deps: ## Install only what building needs
	@packaging/deps.sh build

package-deps: ## Install what building and packaging need
	@packaging/deps.sh build package

bench-deps: ## Install what the comparisons in Benchmarks/ run against
	@packaging/deps.sh bench

toolchain:
	@found=$$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p;T;q' || true); \
	if [ "$$(printf '%s\n' 6.2 "$${found:-0}" | sort -V | head -n 1)" != 6.2 ]; then \
	  echo "make: Swift 6.2 or newer must be in PATH (found: $${found:-none});" \
	    "see https://www.swift.org/install/linux/" >&2; exit 1; \
	fi

build: toolchain ## Build probe, probe-agent and probe-fleet in release mode, into .build/release
	swift build $(release) --product probe-agent
	swift build $(release) --product probe
	swift build $(release) --product probe-fleet
	@ls -l $(built)/probe $(built)/probe-agent $(built)/probe-fleet | awk '{printf "%6.2f MB  %s\n", $$5 / 1e6, $$9}'

run: build-deps build ## Build, then run the agent here until Ctrl-C
	@echo; echo "The agent starts now; Ctrl-C ends it. Look at"
	@echo "  http://$(ADDRESS)/          the node, live"
	@echo "  http://$(ADDRESS)/metrics   what Prometheus scrapes"
	@echo "  $(built)/probe sensors             and other commands: $(built)/probe --help"; echo
	@exec $(built)/probe agent --listen $(ADDRESS) $(AGENTFLAGS)

test: toolchain deps ## Build for debugging and run all tests
	@packaging/test.sh $(TESTFLAGS)

lab: ## Run the agent that was built in a virtual machine with real kernel sensors (NODEPROBE_LAB)
	@Tests/Lab/run.sh

slurm: ## Run the agent that was built beside a real Slurm that runs ten jobs (root)
	@packaging/deps.sh managers
	@Tests/Managers/run.sh slurm

containers: ## Run the agent that was built beside containers of a real Docker and Podman (root)
	@packaging/deps.sh managers
	@Tests/Managers/run.sh containers

systemd: ## Run the unit, installed, under a real systemd in namespaces of its own (root)
	@packaging/deps.sh managers
	@Tests/Managers/run.sh systemd

lint: toolchain ## Check the format of all Swift sources
	swift format lint --strict --parallel --recursive $(sources)

format: toolchain ## Put all Swift sources into that format
	swift format --in-place --parallel --recursive $(sources)

clean: ## Remove everything that was built
	rm -rf .build

install: ## Install below DESTDIR and PREFIX what `make build` has built
	@test -x $(built)/probe -a -x $(built)/probe-agent -a -x $(built)/probe-fleet || \
	  { echo "make: nothing is built yet; run: make build" >&2; exit 1; }
	install -D -m 755 $(built)/probe '$(DESTDIR)$(bin)/probe'
	install -D -m 755 $(built)/probe-fleet '$(DESTDIR)$(bin)/probe-fleet'
	install -D -m 755 $(built)/probe-agent '$(DESTDIR)$(libexec)/probe-agent'
	install -d '$(DESTDIR)$(bash)' '$(DESTDIR)$(zsh)' '$(DESTDIR)$(fish)' '$(DESTDIR)$(units)'
	for program in probe probe-fleet; do \
	  $(built)/$$program completions bash > '$(DESTDIR)$(bash)'/$$program; \
	  $(built)/$$program completions zsh > '$(DESTDIR)$(zsh)'/_$$program; \
	  $(built)/$$program completions fish > '$(DESTDIR)$(fish)'/$$program.fish; \
	  chmod 644 '$(DESTDIR)$(bash)'/$$program '$(DESTDIR)$(zsh)'/_$$program \
	    '$(DESTDIR)$(fish)'/$$program.fish; \
	done
	sed 's|@bin@|$(bin)|; s|@doc@|$(doc)|' packaging/nodeprobe.service.in \
	  > '$(DESTDIR)$(units)/nodeprobe.service'
	install -D -m 644 packaging/sysusers.conf '$(DESTDIR)$(users)/nodeprobe.conf'
	for file in $(documents); do install -D -m 644 $$file '$(DESTDIR)$(doc)'/$$file; done
	install -D -m 644 -t '$(DESTDIR)$(doc)' $(examples)
	chmod 644 '$(DESTDIR)$(units)/nodeprobe.service'
	@if [ -z '$(DESTDIR)' ]; then \
	  echo "To run it as a service: systemd-sysusers && systemctl daemon-reload &&" \
	    "systemctl enable --now nodeprobe"; \
	fi

uninstall: ## Remove what `make install` put there; the state directory stays
	@if [ -z '$(DESTDIR)' ] && [ -d /run/systemd/system ]; then \
	  systemctl --quiet disable --now nodeprobe 2>/dev/null || true; \
	fi
	rm -f $(patsubst %,'$(DESTDIR)%',$(installed))
	@rmdir --ignore-fail-on-non-empty $(patsubst %,'$(DESTDIR)%',$(folders)) 2>/dev/null || true
	@echo "Left in place: /var/lib/nodeprobe (state), /etc/nodeprobe (configuration)," \
	  "the user nodeprobe. Remove them by hand when you are sure."

deb: package-deps build ## Build a Debian package into .build/
	@packaging/deb.sh

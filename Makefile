# concernd: everything is built under build/. `make help` lists the targets.

# ---- Settings: override on the command line -------------------------------------------------
BUILD   ?= build
CC      ?= cc
JOBS    ?= $(shell nproc)
DESTDIR ?=
PREFIX  ?= /usr
CONFDIR ?= /etc/concernd
UNITDIR ?= /usr/lib/systemd
VERSION  = $(shell sed -n 's/^## \[\([0-9][0-9.]*\)\].*/\1/p' CHANGELOG.md | head -n 1)

PKGS    := libevent libevent_openssl openssl libpq jansson libconfig libcurl libsodium libsystemd \
	   glib-2.0
WARN    := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Wvla -Werror
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
OPT     ?= -O2 -g
CFLAGS  ?= $(OPT) $(HARDEN)
LDFLAGS ?= -pie -Wl,-z,relro,-z,now
# The flavour that the tests run: an error found by a sanitizer ends the program. The code that
# sanitizers add misleads two of gcc's warnings, which the plain build keeps.
SAN     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
	   -Wno-format-truncation -Wno-maybe-uninitialized

# pkg-config is asked once, and not before it is needed: `make deps` may have to install it first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)
ALL_CFLAGS = $(WARN) -D_GNU_SOURCE -Iinclude $(PKG_CFLAGS) $(CFLAGS)
LIBS       = $(PKG_LIBS) -lcsv -lm

# ---- What is built of what ------------------------------------------------------------------
LIB_SRC  := $(sort $(shell find daemon -name '*.c' -not -path 'daemon/ctl/*' -not -name main.c))
CTL_SRC  := $(sort $(wildcard daemon/ctl/*.c))
TOOL_SRC := $(sort $(wildcard tests/tools/*.c))
TEST_SRC := $(sort $(wildcard tests/*/*_test.c))
ALL_SRC  := $(LIB_SRC) $(CTL_SRC) daemon/main.c $(TOOL_SRC) $(TEST_SRC) $(wildcard tests/bench/*.c)

# Folders of text files that the program carries: array:folder:suffix, read by sql/embed.
EMBED     := sql_query:sql/query:.sql sql_schema:sql/schema:.sql net_schema:daemon/net/schema:.json \
	     people_api:daemon/people/api:.yaml \
	     config_rules:config/rules.conf.d:.conf
EMBED_OBJ := $(foreach e,$(EMBED),$(BUILD)/gen/$(firstword $(subst :, ,$(e))).o)

LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/obj/%.o) $(EMBED_OBJ)
CTL_OBJ  := $(CTL_SRC:%.c=$(BUILD)/obj/%.o)
TOOL_OBJ := $(TOOL_SRC:%.c=$(BUILD)/obj/%.o)
TESTS    := $(TEST_SRC:%.c=$(BUILD)/%)

.PHONY: all
all: $(BUILD)/concernd $(BUILD)/concernctl build/web/index.html ## the daemon, its tool and its page, under build/

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The changelog's newest heading is the version.
$(BUILD)/obj/daemon/base/version.o: CHANGELOG.md
$(BUILD)/obj/daemon/base/version.o $(BUILD)/lint/daemon/base/version.tidy: WARN += -DCONCERND_VERSION='"$(VERSION)"'

define embed_rule
$(BUILD)/gen/$(1).c: sql/embed $(wildcard $(2) $(2)/*$(3))
	@mkdir -p $$(@D)
	sql/embed $(1) $(2) $(3) >$$@.new && mv $$@.new $$@
endef
$(foreach e,$(EMBED),$(eval $(call embed_rule,$(word 1,$(subst :, ,$(e))),$(word \
	2,$(subst :, ,$(e))),$(word 3,$(subst :, ,$(e))))))

# C11 promises no more than 4095 characters in a literal; both compilers take any.
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c include/base/embedded.h
	$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<

$(BUILD)/libconcernd.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/concernd: $(BUILD)/obj/daemon/main.o $(BUILD)/libconcernd.a
	$(CC) $(LDFLAGS) $(CFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/concernctl: $(CTL_OBJ) $(BUILD)/libconcernd.a
	$(CC) $(LDFLAGS) $(CFLAGS) -o $@ $^ $(LIBS)

# The page is one for all flavours. npm works in a copy, so that nothing is left beside the sources.
PAGE := daemon/people/web
NPM   = npm ci --prefer-offline --no-audit --no-fund --ignore-scripts --silent

build/%/node_modules/.package-lock.json: $(PAGE)/package.json $(PAGE)/package-lock.json \
		tests/browser/package.json tests/browser/package-lock.json
	@mkdir -p build/$*
	cp $(if $(filter page,$*),$(PAGE),tests/browser)/package*.json build/$*
	cd build/$* && $(NPM) && touch node_modules/.package-lock.json

build/web/index.html: build/page/node_modules/.package-lock.json $(PAGE)/build.mjs \
		$(shell find $(PAGE)/src -type f)
	rm -rf build/page/src && cp -r $(PAGE)/src $(PAGE)/build.mjs build/page
	cd build/page && node build.mjs ../web

$(BUILD)/tests/%_test: $(BUILD)/obj/tests/%_test.o $(TOOL_OBJ) $(BUILD)/libconcernd.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(CFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(BUILD)/tests/bench/load $(BUILD)/tests/bench/assess $(BUILD)/tests/bench/identity \
$(BUILD)/tests/bench/candidates: $(BUILD)/tests/bench/%: \
		$(BUILD)/obj/tests/bench/%.o $(BUILD)/libconcernd.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(CFLAGS) -o $@ $^ $(LIBS)

# Tests say "tools/postgres.h" for what stands in tests/tools.
$(BUILD)/obj/tests/%.o $(BUILD)/lint/tests/%.tidy: WARN += -Itests

-include $(ALL_SRC:%.c=$(BUILD)/obj/%.d)

# ---- Running and testing --------------------------------------------------------------------
# A target that first makes sure of the packages must run the rest in a second make: this one has
# read the machine as it was.
SUBMAKE = +@$(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
SANMAKE = BUILD=$(BUILD)/san CFLAGS='$(SAN)' LDFLAGS=

.PHONY: deps run test test-programs check lint bench fuzz fuzz-programs
deps: ## the Debian packages that building and testing need: installs what is missing
	@tests/tools/deps

run: deps ## a private PostgreSQL, the daemon and a stream of contacts; Ctrl-C ends it all
	$(SUBMAKE) -s all
	@tests/tools/run

test: deps ## all tests, under ASan and UBSan, and the lint; the last line counts them
	$(SUBMAKE) -s all
	$(SUBMAKE) -s $(SANMAKE) all test-programs
	@tests/tools/run-tests --build $(BUILD)/san tests/tools/lint $(TESTS:$(BUILD)/%=$(BUILD)/san/%) \
		$(sort $(wildcard tests/*/*_test.py)) $(TESTFLAGS)

# And what the tests in a browser take from npm: they would all fetch it at once.
test-programs: $(TESTS) build/browser/node_modules/.package-lock.json

# The fuzz targets are tests as well: there they run over their corpus and fixed changes of it.
FUZZ      := $(patsubst tests/fuzz/%_test.c,$(BUILD)/fuzz-%,$(wildcard tests/fuzz/*_test.c))
FUZZ_RUNS ?= 100000
FUZZMAKE   = BUILD=$(BUILD)/fuzz CC=clang LDFLAGS=-fsanitize=fuzzer \
	     CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -DFUZZING'

fuzz: deps ## libFuzzer on each target of tests/fuzz, FUZZ_RUNS inputs each
	$(SUBMAKE) -s $(FUZZMAKE) fuzz-programs
	@for name in $(FUZZ:$(BUILD)/fuzz-%=%); do \
		mkdir -p $(BUILD)/fuzz/corpus/$$name && $(BUILD)/fuzz/fuzz-$$name \
			-runs=$(FUZZ_RUNS) -max_len=8192 -artifact_prefix=$(BUILD)/fuzz/ \
			$(BUILD)/fuzz/corpus/$$name tests/fuzz/corpus/$$name || exit 1; \
	done

fuzz-programs: $(FUZZ)

$(BUILD)/fuzz-%: $(BUILD)/obj/tests/fuzz/%_test.o $(BUILD)/libconcernd.a
	$(CC) $(LDFLAGS) $(CFLAGS) -o $@ $^ $(LIBS)

check: deps ## layers, purity, formatting, both compilers, clang-tidy, cppcheck
	@tests/tools/run-tests tests/tools/lint

lint: check ## the same as check

bench: deps ## the figures of the README, measured on this machine
	$(SUBMAKE) -s all $(BUILD)/tests/bench/assess $(BUILD)/tests/bench/identity
	@$(BUILD)/tests/bench/identity
	@tests/property/identity_test.py --children 200 --seeds 5
	@tests/bench/candidates
ifneq ($(ONLY),identity)
	@$(BUILD)/tests/bench/assess
	@tests/bench/bench
	@tests/bench/backtest
	@tests/bench/page
endif

# ---- What tests/tools/lint asks for ---------------------------------------------------------
# One stamp a file, so that only what changed is read again; the object, made by clang, stands for
# the headers that the file includes.
TIDY := $(ALL_SRC:%.c=$(BUILD)/lint/%.tidy)

.PHONY: tidy objects
objects: $(LIB_OBJ) $(CTL_OBJ) $(TOOL_OBJ) $(BUILD)/obj/daemon/main.o $(TEST_SRC:%.c=$(BUILD)/obj/%.o)

tidy: $(TIDY)

$(BUILD)/lint/%.tidy: %.c $(BUILD)/obj/%.o .clang-tidy
	@mkdir -p $(@D)
	clang-tidy --quiet $< -- $(ALL_CFLAGS) && touch $@

# ---- Installing -----------------------------------------------------------------------------
.PHONY: install clean help
install: all ## programs, units and configuration, under DESTDIR
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin \
		$(DESTDIR)$(CONFDIR)/rules.conf.d
	install -m 755 $(BUILD)/concernd $(DESTDIR)$(PREFIX)/sbin/concernd
	install -m 755 $(BUILD)/concernctl $(DESTDIR)$(PREFIX)/bin/concernctl
	for file in config/*.conf config/*.conf.d/*.conf; do \
		to=$(DESTDIR)$(CONFDIR)/$${file#config/}; \
		[ -e "$$to" ] || install -m 640 "$$file" "$$to"; \
	done
	install -d $(DESTDIR)$(PREFIX)/share/concernd/web
	rm -f $(DESTDIR)$(PREFIX)/share/concernd/web/*
	install -m 644 build/web/* $(DESTDIR)$(PREFIX)/share/concernd/web
	install -d $(DESTDIR)$(UNITDIR)/system $(DESTDIR)/usr/lib/sysusers.d \
		$(DESTDIR)/usr/lib/tmpfiles.d
	install -m 644 $(wildcard systemd/*.service systemd/*.socket systemd/*.timer) \
		$(DESTDIR)$(UNITDIR)/system
	install -m 644 systemd/concernd.sysusers $(DESTDIR)/usr/lib/sysusers.d/concernd.conf
	install -m 644 systemd/concernd.tmpfiles $(DESTDIR)/usr/lib/tmpfiles.d/concernd.conf

clean: ## removes build/
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

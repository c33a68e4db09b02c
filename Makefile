# concernd: everything is built under build/. `make help` lists the targets.
BUILD   ?= build
CC      ?= cc
PKGS    := libevent libevent_openssl openssl libpq jansson libconfig libcurl libsodium libsystemd glib-2.0
WARN    := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Wvla -Werror
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
OPT     ?= -O2 -g
CFLAGS  ?= $(OPT) $(HARDEN)
LDFLAGS ?= -pie -Wl,-z,relro,-z,now
ALL_CFLAGS = $(WARN) -D_GNU_SOURCE -Iinclude -I$(BUILD)/gen $(shell pkg-config --cflags $(PKGS)) $(CFLAGS)
LIBS    = $(shell pkg-config --libs $(PKGS)) -lm

LIB_SRC := $(sort $(shell find daemon -name '*.c' -not -path 'daemon/ctl/*' -not -name main.c))
CTL_SRC := $(sort $(wildcard daemon/ctl/*.c))
LIB_OBJ  = $(LIB_SRC:%.c=$(BUILD)/obj/%.o)
CTL_OBJ  = $(CTL_SRC:%.c=$(BUILD)/obj/%.o)

.PHONY: all
all: $(BUILD)/concernd $(BUILD)/concernctl

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libconcernd.a: $(LIB_OBJ)
	rm -f $@; ar rcs $@ $^

$(BUILD)/concernd: $(BUILD)/obj/daemon/main.o $(BUILD)/libconcernd.a
	$(CC) $(LDFLAGS) $(CFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/concernctl: $(CTL_OBJ) $(BUILD)/libconcernd.a
	$(CC) $(LDFLAGS) $(CFLAGS) -o $@ $^ $(LIBS)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

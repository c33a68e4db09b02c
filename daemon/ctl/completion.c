/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "ctl.h"

/*
 * A bash completion: the subcommands from main.c's table; what follows each, its verbs and options, from
 * what --help says of it, so that it never tells of another version.
 */

static const char script[] =
	"_concernctl() {\n"
	"\tlocal current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words\n"
	"\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
	"\t\tCOMPREPLY=($(compgen -W \"$_concernctl_subcommands\" -- \"$current\"))\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tcase $current in\n"
	"\t-*)\n"
	"\t\twords=$(\"$1\" \"$command\" --help 2>/dev/null |\n"
	"\t\t\tsed -n 's/^  \\(--[a-z-]*\\).*/\\1/p')\n"
	"\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
	"\t\t;;\n"
	"\t*)\n"
	"\t\t[ \"$COMP_CWORD\" = 2 ] && words=$(\"$1\" \"$command\" --help 2>/dev/null | head -n 1 "
	"|\n"
	"\t\t\tgrep -oE \" $command [a-z|-]+\" | cut -d ' ' -f 3 | tr '|' ' ')\n"
	"\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\"))\n"
	"\t\t;;\n"
	"\tesac\n"
	"}\n"
	"complete -o filenames -F _concernctl concernctl\n";

void ctl_print_completion(const char *(*name)(size_t i))
{
	puts("# bash completion of concernctl: source it, or put it where bash-completion looks\n"
	     "# (concernctl completion >/usr/share/bash-completion/completions/concernctl).");
	for (size_t i = 0; name(i) != NULL; i++)
		printf("%s%s", i == 0 ? "_concernctl_subcommands=\"" : " ", name(i));
	puts("\"");
	fputs(script, stdout);
}

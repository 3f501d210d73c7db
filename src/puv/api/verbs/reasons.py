"""Verbs that explain: why something is there, and why something cannot be."""

from __future__ import annotations

from puv.api.resolution import Resolution
from puv.api.verbs.packages import PackageVerbs
from puv.api.verbs.projects import ProjectVerbs
from puv.api.words import inputs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from puv.api.verbs.packages import AnyTarget
    from puv.api.verbs.projects import AnyProject
    from puv.cancel import CancelToken
    from puv.model.derivation import WhyNot
    from puv.model.graph import RequirementGraph, Why


class ReasonVerbs(PackageVerbs, ProjectVerbs):
    """Explanations."""

    def why(
        self,
        package: str,
        project: AnyProject = ".",
        *,
        target: AnyTarget = None,
        python: str | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> Why:
        """Return why a package is in the lock of a project; with `target`, why it is installed there.

        The lock is brought up to date for the answer, but not written. `options` are the fields of `WhyRequest`. Of a
        `Resolution` or a `Lock` in hand, ask themselves.

        Raises:
            NotThereError: it is not there.
            PuvError: the project cannot be locked.
        """
        from puv.ops.project.why import WhyRequest, why

        installed = options.pop("installed", False) or target is not None
        request = WhyRequest(package=package, installed=installed, **options)
        settings = self._on(project, python)
        return self._call(lambda s, r: why(request, s, r), settings, cancel=cancel, given=self._looking(target)).why

    def graph(self, target: AnyTarget = None) -> RequirementGraph:
        """Return who needs whom in a target. Nothing records there what was asked for.

        Raises:
            PythonError: there is no environment, or a distribution's metadata is broken.
        """
        from puv.ops.project.why import installed_graph

        return self._call(installed_graph, given=self._looking(target))

    def why_not(  # noqa: PLR0913 - what the question is about
        self,
        requirement: str,
        requirements: Iterable[str] | Resolution = (),
        *,
        project: AnyProject = ".",
        target: AnyTarget = None,
        python: str | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
        **options: Any,
    ) -> WhyNot:
        """Return why a requirement cannot be met, or that it can; `options` are the fields of `WhyNotRequest`.

        The question is about `requirements` (texts, or those of a resolution, for its interpreter) or `inputs`, if
        there are any; with `target` about what is installed there; else about a project and all that it supports.
        It is resolved again, with as few of the requirements as still exclude this one.

        Raises:
            InputError: a requirement or the project is wrong.
            FetchError: an index did not answer.
        """
        from puv.ops.project.why_not import WhyNotRequest, project_why_not

        interpreter = None
        if isinstance(requirements, Resolution):
            interpreter, requirements = requirements.interpreter, requirements.requirements
        wanted = inputs_of(tuple(requirements))
        inputs = options.pop("inputs", None) or wanted
        installed = options.pop("installed", False) or target is not None
        request = WhyNotRequest(requirement=requirement, inputs=inputs, installed=installed, **options)
        given = self._looking(target)
        if target is None and inputs is wanted and inputs.packages:
            given = self._given(interpreter=interpreter or self._interpreter(python, cancel))
        return self._call(
            lambda s, r: project_why_not(request, s, r), self._on(project, python), cancel=cancel, deadline=deadline,
            given=given,
        )  # fmt: skip

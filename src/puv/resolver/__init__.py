"""The resolver: what Python packaging means, on top of `puv.solver`. Pure; `ports.MetadataPort` is the only way out."""
